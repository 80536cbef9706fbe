/** A login link that was made just now. */
export interface Link {
  readonly link: string;
  readonly person: string;
}
