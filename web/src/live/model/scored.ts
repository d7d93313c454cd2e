/** A name and how probable it is. */
export interface Scored {
  readonly name: string;
  readonly probability: number;
}
