"""List dataset inputs: all pages, by the cursor of each."""

import os

from stillframe import call

query = {"q": "kind:image", "limit": 2}
while True:
    page, headers = call("GET", f"/dataset/{os.environ['DATASET_ID']}/items", **query)
    for item in page["items"]:
        print(item["media_id"], item["file_name"], item["width"], item["height"], item["tags"])
    if page["next_cursor"] is None:
        break
    query["cursor"] = page["next_cursor"]
print("Total:", headers["X-Total-Count"])
