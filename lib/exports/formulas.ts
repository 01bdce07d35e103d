/** What spreadsheets run as a formula; an apostrophe in front makes it text. */
export const FORMULA = /^[=+\-@\t\r]/;
