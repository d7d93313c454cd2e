// What a person can change about categories. Each change is one run in the catalog and can be taken back.
import { sendChange, undo } from "../server/api.ts";
import { ofShownModel } from "../server/model.ts";
import type { CategorySummary } from "../server/api.ts";
import { fail, toast } from "../parts/notice.ts";
import { categoryName, counted } from "../parts/wording.ts";

/** Runs changes one after the other, says what they did, and then has the page read the categories anew. */
export class Changes {
  readonly #renew: (focus: number | null) => Promise<void>;
  readonly #busy: (isBusy: boolean) => void;
  #isBusy = false;

  /** `renew` shows the categories as they are now, with the focus on one of them; `busy` hears when a change begins and ends. */
  constructor(renew: (focus: number | null) => Promise<void>, busy: (isBusy: boolean) => void) {
    this.#renew = renew;
    this.#busy = busy;
  }

  async rename(category: CategorySummary, name: string): Promise<void> {
    // A name is taken back by undo, not by an empty one.
    if (name === "" || name === category.name) return;
    await this.#run(async () => {
      const { id } = await sendChange("POST", ofShownModel(`/api/categories/${category.number}/name`), { name });
      this.#tell(`Category ${category.number} is called ${name}.`, id);
      return category.number;
    });
  }

  async merge(categories: readonly CategorySummary[]): Promise<void> {
    await this.#run(async () => {
      const numbers = categories.map((one) => one.number);
      const { said: merged, id } = await sendChange<CategorySummary>("POST", ofShownModel("/api/categories/merge"), { numbers });
      const name = categoryName(merged.number, merged.name);
      this.#tell(`${counted(categories.length, "category", "categories")} are one now: ${name}, ${counted(merged.size, "call")}.`, id);
      return merged.number;
    });
  }

  async split(category: CategorySummary, into: number): Promise<void> {
    await this.#run(async () => {
      const { said: numbers, id } = await sendChange<number[]>("POST", ofShownModel(`/api/categories/${category.number}/split`), { into });
      this.#tell(`${categoryName(category.number, category.name)} is split into ${numbers.join(", ")}.`, id);
      return numbers[0] ?? category.number;
    });
  }

  async markNoise(categories: readonly CategorySummary[]): Promise<void> {
    await this.#run(async () => {
      const marked: number[] = [];
      try {
        for (const { number } of categories) {
          marked.push((await sendChange("POST", ofShownModel(`/api/categories/${number}/noise`))).id);
        }
      } catch (error) {
        if (marked.length === 0) throw error;
        fail(error);
      }
      this.#tell(`${counted(marked.length, "category", "categories")} marked as noise.`, ...marked);
      return categories[0]?.number ?? null;
    });
  }

  /** Takes changes back, or the last one of this page. */
  async undo(changes: readonly number[] = []): Promise<void> {
    await this.#run(async () => {
      const said: string[] = [];
      for (const change of changes.length === 0 ? [undefined] : [...changes].reverse()) {
        try {
          const undone = await undo(change);
          if (undone !== null) said.push(undone);
        } catch (error) {
          if (changes.length < 2) throw error;
          fail(error); // the others can be undone all the same
        }
      }
      toast(said.length === 0 ? "There is nothing to undo." : `Undone: ${said.join(" ")}`);
      return null;
    });
  }

  #tell(text: string, ...changes: number[]): void {
    toast(text, { name: "Undo", run: () => void this.undo(changes) });
  }

  async #run(change: () => Promise<number | null>): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#busy(true);
    try {
      await this.#renew(await change());
    } catch (error) {
      fail(error);
    } finally {
      this.#isBusy = false;
      this.#busy(false);
    }
  }
}
