import type { Source } from '../../shared/model/answer.ts'

/** One answer of the API as received, and the request it answers. */
export interface RawAnswer {
  /** The request without the endpoint, as one text: equal for requests that ask the same. */
  request: string
  source: Source
  /** The bytes of the body, unpacked from the compression they travelled in. */
  body: Uint8Array
}
