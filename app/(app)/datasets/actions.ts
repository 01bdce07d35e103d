"use server";

import { formAction } from "@/lib/actions";
import { createDatasetForm } from "@/lib/datasets/schema";
import { createDataset } from "@/lib/datasets/service";

export const createDatasetAction = formAction("create dataset", createDatasetForm, createDataset);
