/** Submits a form unless it is on its way already. */
export function sendOnce<Values>(send: (values: Values) => void, pending: boolean): (values: Values) => void {
  return (values) => {
    if (!pending) send(values);
  };
}
