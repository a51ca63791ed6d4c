import { z } from 'zod'

const ProxyUrl = z
  .string()
  .trim()
  .regex(
    /^(https?|socks5):\/\/[^\s/@?#]+\/?$/i,
    'must be a URL such as http://proxy.example:8080, without a user name in it',
  )
  .transform((url) => url.replace(/\/$/, ''))

function wholeNumber(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`
  return z.number({ error }).int(error).min(least, error).max(most, error)
}

/** How the app reaches the network. Holds no secret. */
export const NetworkSettings = z.object({
  proxy: z.discriminatedUnion('kind', [
    /** The operating system's, PAC files included. */
    z.object({ kind: z.literal('system') }),
    z.object({ kind: z.literal('none') }),
    z.object({
      kind: z.literal('manual'),
      url: ProxyUrl,
      /** Empty where the proxy asks for none. */
      userName: z.string().trim().max(255),
    }),
  ]),
  /** A PEM file whose certificates are trusted besides the usual ones; empty for none. */
  caFile: z.string().trim().max(4096),
  /** How often the services may be asked. DDM documents 60 a minute per user, DBSS nothing. */
  pace: z.object({
    dbssPerSecond: wholeNumber(1, 100),
    ddmPerMinute: wholeNumber(1, 6000),
  }),
})
export type NetworkSettings = z.infer<typeof NetworkSettings>

export const defaultNetworkSettings: NetworkSettings = {
  proxy: { kind: 'system' },
  caFile: '',
  pace: { dbssPerSecond: 2, ddmPerMinute: 60 },
}
