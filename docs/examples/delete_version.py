"""Delete a dataset version: SNAPSHOT_ID's. The Current Version is not deleted; save another one first."""

import os

from stillframe import call

path = f"/dataset/{os.environ['DATASET_ID']}/snapshot"
call("DELETE", f"{path}/{os.environ['SNAPSHOT_ID']}")
versions, _ = call("GET", path)
print(len(versions), "versions left")
