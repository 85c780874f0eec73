/** Makes each thing once a process, by what it is made from as JSON says it: a promise is shared by all who ask for it. */
export function onceEach<From, Made extends object>(make: (from: From) => Made): (from: From) => Made {
  const made = new Map<string, Made>();
  return (from) => {
    const key = JSON.stringify(from);
    const thing = made.get(key) ?? make(from);
    made.set(key, thing);
    return thing;
  };
}
