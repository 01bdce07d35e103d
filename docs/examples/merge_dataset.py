"""Merge a dataset into another: MERGE_DATASET_ID's inputs and annotations are added to DATASET_ID. The source stays as it is."""

import os

from stillframe import call, finished

_, headers = call(
    "POST",
    f"/dataset/{os.environ['DATASET_ID']}/merge",
    {"source_dataset_id": os.environ["MERGE_DATASET_ID"]},
)
result = finished(headers)["result"]
print(f"{result['added']} added, {result['skipped']} skipped")
