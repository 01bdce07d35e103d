/** Why nothing is to be seen with a public link, and the way out. */
export const EndedLink = () => (
  <p className="text-muted">
    It was ended or replaced by whoever owns the dataset, or the dataset was deleted. Ask whoever gave it to you for
    another, or sign in if you have an account.
  </p>
);
