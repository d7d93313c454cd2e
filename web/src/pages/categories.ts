// All categories, or one of them with all its calls.
import { detailPage } from "../categories/detail.ts";
import { listPage } from "../categories/list.ts";
import type { Page } from "../shell/page.ts";

export const page: Page = (root, params) => (params.id === null ? listPage(root, params) : detailPage(root, params, params.id));
