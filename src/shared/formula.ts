/**
 * Text a spreadsheet would run as a formula: what starts one, in either width, also after white
 * space and invisible characters, which some spreadsheets skip; and text that starts with a tab or
 * a line break, which may stand for the end of a cell.
 */
const formulaLike = /^(?:[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|[\t\r\n])/u

/** Makes such text plain by an apostrophe in front, which spreadsheets take as "this is text". */
export function neutralise(text: string): string {
  return formulaLike.test(text) ? `'${text}` : text
}
