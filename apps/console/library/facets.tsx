import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AssetState } from '#services/vms'
import { api } from '../shell/api.ts'
import type { Filter } from './filter.ts'

export const useFacets = () =>
  useQuery({ queryKey: ['facets'], queryFn: ({ signal }) => api.vms.facets({}, { signal }) })

const states: readonly AssetState[] = ['ingesting', 'ready', 'published', 'withdrawn', 'failed']
const mostValues = 30

/** What there is by state, column and tag, with counts; a click filters, a second click takes the filter away. */
export const Facets = ({
  filter,
  change,
}: {
  filter: Filter
  change(changes: Record<string, string | undefined>): void
}) => {
  const { t } = useTranslation()
  const { data } = useFacets()
  const counts = new Map(data?.states.map(({ value, count }) => [value, count]))
  const groups = [
    {
      key: 'state',
      title: t('library.state'),
      values: states.map((value) => ({ value, label: t(`states.${value}`), count: counts.get(value) ?? 0 })),
    },
    { key: 'column', title: t('library.column'), values: named(data?.columns) },
    { key: 'tag', title: t('library.tag'), values: named(data?.tags) },
  ] as const
  return (
    <div className="facets" aria-label={t('library.filters')} role="group">
      {groups
        .filter(({ values }) => values.length > 0)
        .map(({ key, title, values }) => (
          <section key={key}>
            <h2 className="label">{title}</h2>
            {values.map(({ value, label, count }) => (
              <button
                key={value}
                type="button"
                aria-pressed={filter[key] === value}
                className={count === 0 && filter[key] !== value ? 'facet none' : 'facet'}
                onClick={() => change({ [key]: filter[key] === value ? undefined : value })}
                data-testid={`facet-${key}-${value}`}
              >
                <span className="ellipsis">{label}</span>
                <span className="faint numerals">{count}</span>
              </button>
            ))}
          </section>
        ))}
    </div>
  )
}

const named = (values: { value: string; count: number }[] = []) =>
  values.slice(0, mostValues).map(({ value, count }) => ({ value, label: value, count }))
