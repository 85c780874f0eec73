/**
 * One page as the API of Actions lists: what is zero is left out. Source: recordings of the Terraform provider, `TestAccTriggerAction`
 * and `TestAccDataSourceAction`.
 */
export function countedPage(
  name: 'actions' | 'bindings' | 'versions',
  items: readonly object[],
  { page = 0, per_page: perPage = 20 }: { readonly page?: number; readonly per_page?: number },
): object {
  const shown = items.slice(page * perPage, (page + 1) * perPage);
  return {
    [name]: shown,
    ...(shown.length > 0 && { total: items.length }),
    ...(page > 0 && { page }),
    per_page: perPage,
  };
}
