"""Delete a dataset: DATASET_ID's, into the trash."""

import os

from stillframe import call

call("DELETE", f"/dataset/{os.environ['DATASET_ID']}")
trash, _ = call("GET", "/datasets", trash="true")
print("In the trash until", next(dataset["purge_at"] for dataset in trash if dataset["id"] == os.environ["DATASET_ID"]))
