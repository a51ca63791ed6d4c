import type { z } from 'zod'

declare const output: unique symbol

/** One entry of the contract: the schema its input is checked with, and the type it answers with. */
export interface Procedure<Input extends z.ZodType, Output> {
  input: Input
  /** Exists for the type checker only. */
  [output]?: Output
}

/** `procedure(inputSchema).returns<Output>()` */
export function procedure<Input extends z.ZodType>(input: Input) {
  return { returns: <Output>(): Procedure<Input, Output> => ({ input }) }
}

// `any` is the one way to say "whatever its input and output are" of an invariant type parameter.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyProcedure = Procedure<any, any>

export type Domain = Record<string, AnyProcedure>

/** What the caller passes, before the schema's transforms. */
export type InputOf<P> = P extends Procedure<infer Input, unknown> ? z.input<Input> : never
/** What the handler gets, after the schema's transforms. */
export type ParsedOf<P> = P extends Procedure<infer Input, unknown> ? z.output<Input> : never
export type OutputOf<P> = P extends Procedure<z.ZodType, infer Output> ? Output : never
