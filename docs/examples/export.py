"""Export a dataset as a zip in COCO, with its images, and download it to EXPORT_FILE."""

import os
import shutil
import time
import urllib.parse
import urllib.request

from stillframe import SERVER, call

path = f"/dataset/{os.environ['DATASET_ID']}"
export, _ = call("GET", f"{path}/export_context_async", export_format="coco", include_images="true")
while True:
    status, _ = call("GET", f"{path}/export_status", export_task_id=export["id"])
    if status["status"] in ("COMPLETED", "FAILED"):
        break
    time.sleep(0.2)
if status["status"] == "FAILED":
    raise SystemExit(status["error_message"])

# The link is signed: it needs no token.
link = urllib.parse.urljoin(SERVER, status["download_uri"])
with urllib.request.urlopen(link) as response, open(os.environ["EXPORT_FILE"], "wb") as file:
    shutil.copyfileobj(response, file)
print(f"{status['items']} items, {status['bytes']} bytes")
