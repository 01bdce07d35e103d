"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, EllipsisVertical } from "lucide-react";
import { useState } from "react";
import { useDataset } from "@/components/datasets/use-dataset";
import { Alert } from "@/components/ui/alert";
import { Button, IconButton } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SearchField, Select, TextField } from "@/components/ui/field";
import { Loaded } from "@/components/ui/loaded";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Skeleton } from "@/components/ui/status";
import { classesQuery, editClasses } from "@/lib/items/class-queries";
import type { ClassDto, ClassEdit } from "@/lib/classes/schema";
import type { DatasetDto } from "@/lib/datasets/schema";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import { Asking } from "./asking";
import { ClassDetails } from "./class-details";

interface ClassesDialogProps {
  readonly dataset: DatasetDto;
  /** The state of the old version that is looked at; null for the one of now. */
  readonly version: string | null;
  /** Says that it was done, with its Undo. */
  readonly onDone: (editId: string, what: string) => void;
  readonly onClose: () => void;
}

/** What is being asked about one of the classes. */
type Asked = { readonly name: string; readonly about: "rename" | "merge" | "remove" | "details" } | null;
type Edit = (edit: ClassEdit, what: string) => void;

/** From so many classes on there is a box to find one in. */
const FIND_FROM = 12;

/** The classes of a version in their order, and what can be done with each. */
export function ClassesDialog({ dataset: known, version, onDone, onClose }: ClassesDialogProps) {
  const dataset = useDataset(known);
  const client = useQueryClient();
  const [asked, setAsked] = useState<Asked>(null);
  const [find, setFind] = useState("");
  const query = useQuery({
    ...classesQuery(dataset.id, version ?? dataset.state_id),
    placeholderData: keepPreviousData,
  });
  const blocked = version === null ? dataset.can.items_edit : "This is an older version: it can be looked at only";
  const change = useMutation({
    mutationFn: ({ edit }: { edit: ClassEdit; what: string }) => editClasses(dataset.id, edit),
    onSuccess: ({ edit_id }, { what }) => {
      setAsked(null);
      if (edit_id) onDone(edit_id, what);
    },
    onSettled: () => makeStale(client, staleAfterChange(dataset.id)),
  });
  const edit: Edit = (wanted, what) => change.mutate({ edit: wanted, what });
  return (
    <Dialog
      onClose={onClose}
      title="Classes"
      size="medium"
      description="What objects and images are labelled with. A class keeps its index whatever becomes of the others, so that training can rest on it; only moving one changes the order."
    >
      {blocked ? <p className="text-muted">{blocked}.</p> : null}
      {change.error ? <Alert>{change.error.message}</Alert> : null}
      <Loaded
        query={query}
        skeleton={<Skeleton className="h-40" />}
        empty={{
          when: ({ classes }) => classes.length === 0,
          show: (
            <p className="text-muted">Nothing is labelled yet. Classes come with the first labels, or add one here.</p>
          ),
        }}
      >
        {({ classes }) => (
          <>
            {classes.length >= FIND_FROM ? (
              <SearchField label="Find a class" value={find} onChange={(event) => setFind(event.target.value)} />
            ) : null}
            <ol aria-label="Classes" className="max-h-[50dvh] divide-y divide-line overflow-y-auto">
              {classes
                .filter(({ name }) => name.toLowerCase().includes(find.trim().toLowerCase()))
                .map((one) => (
                  <li key={one.name} className="grid gap-2 py-1.5">
                    <ClassRow {...{ one, classes, blocked, edit, busy: change.isPending }} ask={setAsked} />
                    {asked?.name === one.name ? (
                      <Question
                        {...{ one, classes, edit, busy: change.isPending }}
                        about={asked.about}
                        onCancel={() => setAsked(null)}
                      />
                    ) : null}
                  </li>
                ))}
            </ol>
          </>
        )}
      </Loaded>
      {blocked ? null : <NewClass busy={change.isPending} edit={edit} taken={query.data?.classes ?? []} />}
    </Dialog>
  );
}

interface RowProps {
  readonly one: ClassDto;
  readonly classes: readonly ClassDto[];
  readonly blocked: string | null;
  readonly busy: boolean;
  readonly edit: Edit;
  readonly ask: (asked: Asked) => void;
}

function ClassRow({ one, classes, blocked, busy, edit, ask }: RowProps) {
  const place = classes.indexOf(one);
  const move = (by: -1 | 1) => {
    const names = classes.map(({ name }) => name);
    [names[place], names[place + by]] = [names[place + by]!, names[place]!];
    edit({ reorder: names }, `${one.name} moved ${by < 0 ? "up" : "down"}`);
  };
  const about = (what: NonNullable<Asked>["about"]) => () => ask({ name: one.name, about: what });
  const points = one.skeleton?.keypoints.length ?? 0;
  const said = [
    points > 0 ? `${points} keypoints` : "",
    one.attributes?.length ? `attributes ${one.attributes.map(({ name }) => name).join(", ")}` : "",
  ].filter(Boolean);
  return (
    <div className="flex items-center gap-2">
      <span className="w-9 shrink-0 text-right text-[13px] text-muted tabular-nums">{one.index}</span>
      <input
        type="color"
        aria-label={`Colour of ${one.name}`}
        className="size-7 shrink-0 cursor-pointer rounded-sm border border-line bg-surface p-0.5 disabled:cursor-default pointer-coarse:size-10"
        defaultValue={one.color}
        key={one.color}
        disabled={blocked !== null || busy}
        onBlur={({ target: { value } }) => {
          if (value !== one.color) edit({ define: { name: one.name, color: value } }, `${one.name} has another colour`);
        }}
      />
      <span className="min-w-0 flex-1">
        <span dir="auto" className="block truncate font-medium" title={one.name}>
          {one.name}
        </span>
        {said.length > 0 ? <span className="block truncate text-[13px] text-muted">{said.join(" · ")}</span> : null}
      </span>
      {blocked ? null : (
        <>
          <IconButton label={`Move ${one.name} up`} disabled={busy || place === 0} onClick={() => move(-1)}>
            <ArrowUp size={16} aria-hidden />
          </IconButton>
          <IconButton
            label={`Move ${one.name} down`}
            disabled={busy || place === classes.length - 1}
            onClick={() => move(1)}
          >
            <ArrowDown size={16} aria-hidden />
          </IconButton>
          <Menu
            trigger={
              <IconButton label={`More about ${one.name}`}>
                <EllipsisVertical size={16} aria-hidden />
              </IconButton>
            }
          >
            <MenuItem onSelect={about("rename")}>Rename</MenuItem>
            <MenuItem onSelect={about("merge")} blocked={classes.length < 2 ? "There is no other class" : null}>
              Merge into another class
            </MenuItem>
            <MenuItem onSelect={about("details")}>Keypoints and attributes</MenuItem>
            <MenuItem danger onSelect={about("remove")}>
              Remove
            </MenuItem>
          </Menu>
        </>
      )}
    </div>
  );
}

interface QuestionProps extends Pick<RowProps, "one" | "classes" | "edit" | "busy"> {
  readonly about: NonNullable<Asked>["about"];
  readonly onCancel: () => void;
}

/** What has to be known before a class is changed, below it. */
function Question({ one, classes, edit, busy, about, onCancel }: QuestionProps) {
  const [name, setName] = useState(one.name);
  const others = classes.filter((other) => other !== one);
  const [into, setInto] = useState(others[0]?.name ?? "");
  switch (about) {
    case "rename": {
      const to = name.trim();
      const taken = others.some((other) => other.name === to);
      return (
        <Asking
          action="Rename"
          {...{ busy, onCancel }}
          disabled={to === "" || to === one.name || taken}
          onSubmit={() => edit({ rename: { from: one.name, to } }, `${one.name} is called ${to} now`)}
        >
          <TextField
            label={`New name of ${one.name}`}
            autoFocus
            maxLength={255}
            value={name}
            error={taken ? `There is a class “${to}” already: merge “${one.name}” into it` : null}
            onChange={(event) => setName(event.target.value)}
          />
        </Asking>
      );
    }
    case "merge":
      return (
        <Asking
          action="Merge"
          {...{ busy, onCancel }}
          onSubmit={() => edit({ merge: { from: [one.name], to: into } }, `${one.name} merged into ${into}`)}
        >
          <label className="grid gap-1.5 font-medium">
            Merge {one.name} into
            <Select
              label={`Merge ${one.name} into`}
              autoFocus
              value={into}
              onChange={(event) => setInto(event.target.value)}
            >
              {others.map((other) => (
                <option key={other.name}>{other.name}</option>
              ))}
            </Select>
          </label>
        </Asking>
      );
    case "remove":
      return (
        <Asking
          action="Remove"
          danger
          {...{ busy, onCancel }}
          onSubmit={() => edit({ remove: one.name }, `${one.name} removed`)}
        >
          <p>
            Its objects go, and images lose the label. The other classes keep their indexes. Undo brings it all back.
          </p>
        </Asking>
      );
    case "details":
      return <ClassDetails {...{ one, busy, onCancel }} onSave={(define) => edit({ define }, `${one.name} defined`)} />;
  }
}

function NewClass({ busy, edit, taken }: { busy: boolean; edit: Edit; taken: readonly ClassDto[] }) {
  const [name, setName] = useState("");
  const wanted = name.trim();
  const isTaken = taken.some((one) => one.name === wanted);
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted === "" || isTaken) return;
        edit({ define: { name: wanted } }, `${wanted} added`);
        setName("");
      }}
    >
      <div className="min-w-0 flex-1">
        <TextField
          label="New class"
          maxLength={255}
          value={name}
          error={isTaken ? `There is a class “${wanted}” already` : null}
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <Button type="submit" disabled={busy || wanted === "" || isTaken} aria-busy={busy}>
        Add class
      </Button>
    </form>
  );
}
