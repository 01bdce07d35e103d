"""Patch a dataset: its description, its notes, and its metadata in three ways."""

import json
import os

from stillframe import call

path = f"/dataset/{os.environ['DATASET_ID']}"

dataset, _ = call("PATCH", path, {"description": "Boats", "notes": "Taken from the **pier**."})
print(dataset["description"], "-", dataset["notes"])

# merge: names and values come in, lists are appended to, objects of a list are joined by their id.
call("PATCH", path, {"metadata": {"sites": [{"id": 1, "name": "pier"}]}, "action": "overwrite"})
dataset, _ = call("PATCH", path, {"metadata": {"sites": [{"id": 1, "depth": 4}], "year": 2026}, "action": "merge"})
print(json.dumps(dataset["metadata"], sort_keys=True))

# remove: drops the cover image, and nothing else.
dataset, _ = call("PATCH", path, {"action": "remove"})
print("Cover chosen:", dataset["cover_chosen"])
