import type en from './en/index.ts'

type Leaves<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Leaves<T[K], `${Prefix}${K}.`>
}[keyof T & string]

/** The dotted path of every English text; a key that isn't there does not compile. */
export type MessageKey = Leaves<typeof en>

type TextsLike<T> = { [K in keyof T]: T[K] extends string ? string : TextsLike<T[K]> }

/** All texts in another language: one that is missing does not compile. */
export type Texts = TextsLike<typeof en>
