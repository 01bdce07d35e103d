/** Text of the document: what stands between backticks is code. */
export const Prose = ({ children }: { children: string }) =>
  children.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <code key={index} className="text-[0.93em]">
        {part}
      </code>
    ),
  );
