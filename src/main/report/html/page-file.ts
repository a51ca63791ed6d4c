/** The page's name in the bundle. */
export const pageFile = 'report.html'
