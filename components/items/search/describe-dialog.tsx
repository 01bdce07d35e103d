"use client";

import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { inputOf, useLocalForm } from "@/components/ui/form";
import { descriptionForm } from "@/lib/items/schema";

interface DescribeDialogProps {
  readonly onSubmit: (words: string) => void;
  readonly onClose: () => void;
}

/** Asks for words to look for. */
export function DescribeDialog({ onSubmit, onClose }: DescribeDialogProps) {
  const { formProps, fields } = useLocalForm({
    schema: descriptionForm,
    onSubmit: ({ text }) => {
      onClose();
      onSubmit(text);
    },
  });
  return (
    <Dialog
      onClose={onClose}
      title="Search by description"
      description="Finds items by what they show, with a model that compares pictures with words."
    >
      <form {...formProps} role="search" className="grid gap-4">
        <TextField
          type="search"
          label="Description"
          placeholder="A boat on a calm sea"
          autoComplete="off"
          {...inputOf(fields.text)}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            Search
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
