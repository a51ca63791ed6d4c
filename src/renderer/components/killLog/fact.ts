/** Something known of a record. */
export interface Fact {
  label: string
  /** `null` when it was not sent. */
  text: string | null
  /** Whether it is for machines: an id, a URL, a digest. */
  mono?: boolean
}
