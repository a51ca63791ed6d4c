import type { Wait } from '../main/huawei/client.ts'

/** Why nothing happens at the moment, and until when. */
export function describeWait({ service, reason, milliseconds }: Wait): string {
  const name = service.toUpperCase()
  const seconds = Math.ceil(milliseconds / 1000)
  return reason === 'fault'
    ? `${name} failed or could not be reached; asking again in ${seconds} s.`
    : `Waiting for the limit of ${name}, resumes in ${seconds} s.`
}
