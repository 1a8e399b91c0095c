import { z } from "zod";
import { formKey } from "../orders/input.ts";

export const noticeInput = z.object({ form_key: formKey });
