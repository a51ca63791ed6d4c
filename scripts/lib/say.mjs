/**
 * Tells the person at the terminal. On stderr, so that a command's own output stays clean.
 * @param {string} sentence
 */
export function say(sentence) {
  console.error(`audit-desk: ${sentence}`)
}
