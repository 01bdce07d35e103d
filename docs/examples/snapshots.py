"""Dataset versions: save one, see what changed since, restore it, and undo that."""

import os

from stillframe import call, finished

path = f"/dataset/{os.environ['DATASET_ID']}"

snapshot, _ = call("POST", f"{path}/snapshot", {"name": "Before the script"})
edit, _ = call("POST", f"{path}/items/tag", {"q": "kind:image", "tags": ["seen"]})
print(edit["changed"], "items tagged")

comparison, _ = call("GET", f"{path}/snapshot/{snapshot['snapshot_id']}/compare/head")
print("Changed since:", comparison["by_kind"]["tags"], "by tags")

_, headers = call("POST", f"{path}/snapshot/{snapshot['snapshot_id']}/restore")
task = finished(headers)
print("Restore", task["status"])
call("POST", f"/tasks/{task['task_id']}/undo")
