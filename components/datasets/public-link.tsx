"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { toast } from "sonner";
import { endPublicLinkAction, makePublicLinkAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { callAction } from "@/components/ui/form";
import { Loaded } from "@/components/ui/loaded";
import { Skeleton } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import type { DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { publicLinkQuery } from "@/lib/sharing/queries";
import type { PublicLinkDto } from "@/lib/sharing/schema";

/** Whether anyone with a link may look: makes the link, shows it once, makes another, ends it. */
export function PublicLink({ dataset }: { dataset: DatasetDto }) {
  const link = useQuery(publicLinkQuery(dataset.id));
  return (
    <section aria-label="Public link" className="grid gap-2 border-t border-line pt-3">
      <Loaded query={link} skeleton={<Skeleton className="h-12" />}>
        {(found) => <Row datasetId={dataset.id} link={found} />}
      </Loaded>
    </section>
  );
}

type Question = "end" | "replace";
const QUESTIONS = {
  end: { words: "Whoever looks with the link sees nothing any more, at once.", yes: "End it" },
  replace: { words: "The link that you gave out before ends, at once.", yes: "Make it" },
} as const satisfies Record<Question, { words: string; yes: string }>;

function Row({ datasetId, link }: { datasetId: string; link: PublicLinkDto }) {
  const client = useQueryClient();
  const textId = useId();
  const [asking, setAsking] = useState<Question | null>(null);
  const [path, setPath] = useState<string | null>(null);
  const fields = { dataset_id: datasetId };
  const onSettled = () => makeStale(client, [keys.shares(datasetId)]);
  const make = useMutation({
    mutationFn: () => callAction(makePublicLinkAction, fields),
    onSuccess: (made) => {
      setPath(made.path);
      setAsking(null);
      toast.success("Public link made");
    },
    onError: (error) => toast.error("The link was not made", { description: error.message }),
    onSettled,
  });
  const end = useMutation({
    mutationFn: () => callAction(endPublicLinkAction, fields),
    onSuccess: () => {
      setPath(null);
      setAsking(null);
      toast.success("Public link ended");
    },
    onError: (error) => toast.error("The link was not ended", { description: error.message }),
    onSettled,
  });
  const pending = make.isPending || end.isPending;
  const act = { end: end.mutate, replace: make.mutate };
  return (
    <>
      <label className="flex items-start gap-3 pointer-coarse:min-h-12">
        <span className="grid min-w-0 flex-1 gap-0.5">
          <span className="font-medium">Anyone with the link can look</span>
          <span id={textId} className="text-[13px] text-muted">
            {link.is_public ? (
              <>
                Since <Time iso={link.created_at!} />, made by {link.created_by}. They need no account, and change
                nothing.
              </>
            ) : (
              "Off. A link shows the dataset, its versions and who made them to whoever has it, without an account; they change nothing."
            )}
          </span>
        </span>
        <input
          type="checkbox"
          role="switch"
          aria-label="Anyone with the link can look"
          aria-describedby={textId}
          checked={link.is_public}
          disabled={pending || asking !== null}
          aria-busy={pending}
          onChange={() => (link.is_public ? setAsking("end") : make.mutate())}
          className="mt-1 size-4 shrink-0 accent-(--accent) pointer-coarse:size-6"
        />
      </label>
      {link.is_public && path !== null ? <Address key={path} path={path} /> : null}
      {link.is_public && asking === null ? (
        <div className="flex flex-wrap items-center justify-end gap-x-3 gap-y-1">
          {path === null ? (
            <p className="min-w-40 flex-1 text-[13px] text-muted">
              Nobody can read the link again, as it is not kept. If it is lost, make a new one.
            </p>
          ) : null}
          <Button variant="ghost" disabled={pending} onClick={() => setAsking("replace")}>
            Make a new link
          </Button>
        </div>
      ) : null}
      {asking === null ? null : (
        <div
          role="group"
          aria-label={asking === "end" ? "End the public link?" : "Make a new public link?"}
          className="flex flex-wrap items-center justify-end gap-2"
        >
          <p className="min-w-40 flex-1">{QUESTIONS[asking].words}</p>
          <Button autoFocus onClick={() => setAsking(null)}>
            Keep
          </Button>
          <Button variant="danger" disabled={pending} aria-busy={pending} onClick={() => act[asking]()}>
            {QUESTIONS[asking].yes}
          </Button>
        </div>
      )}
    </>
  );
}

/** Told once: only a hash of it is kept. */
function Address({ path }: { path: string }) {
  const address = new URL(path, location.origin).href;
  return (
    <div className="grid gap-2 rounded-md bg-sunken p-4">
      <p>Copy the link now: it is shown once.</p>
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-48 flex-1">
          <TextField label="Public link" readOnly value={address} onFocus={(event) => event.target.select()} />
        </div>
        <Button onClick={() => void navigator.clipboard.writeText(address).then(() => toast.success("Link copied"))}>
          Copy link
        </Button>
      </div>
    </div>
  );
}
