import { DeleteOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Asset, Filter as Asked } from '#services/vms'
import { formatCount } from '../components/figures.ts'
import { StatusMark } from '../components/status.tsx'
import { useCollections, useFacets } from './catalogue.ts'
import { ColumnFacet } from './column-facet.tsx'
import { Facet, FacetGroup, FacetValues } from './facet-group.tsx'
import { mostValues, states, toggled, without, type Filter, type ManyKey } from './filter.ts'
import { tones } from './state-chip.tsx'
import { LengthFacet, TimeFacet } from './time-facet.tsx'
import type { ChangeFilter } from './use-filter.ts'

export { useFacets } from './catalogue.ts'

export type FacetsProps = {
  filter: Filter
  asked: Asked | undefined
  change: ChangeFilter
  move(assets: readonly Asset[], column: string): void
  manageColumns(): void
  /** In a sheet on a phone. */
  touch?: boolean
}

/** What there is by column, state, time, tag, collection, length and person, each under the rest of the filter. */
export const Facets = ({ filter, asked, change, move, manageColumns, touch = false }: FacetsProps) => {
  const { t, i18n } = useTranslation()
  const { data } = useFacets(asked, { enabled: asked !== undefined })
  const { data: collections = [] } = useCollections()
  const toggle = (key: ManyKey) => (value: string) =>
    change((filter) => ({ ...filter, [key]: toggled(filter[key], value as never).slice(0, mostValues) }))
  const counts = new Map(data?.states.map(({ value, count }) => [value, count]))
  return (
    <div className="facets" aria-label={t('library.filters')} role="group">
      <ColumnFacet
        counts={data?.columns ?? nothing}
        chosen={filter.column}
        choose={(column) => change((filter) => ({ ...filter, column: column.slice(0, mostValues) }))}
        move={move}
        manage={manageColumns}
        adding={touch}
      />
      <FacetGroup name="state" title={t('library.state')}>
        {states.map((value) => (
          <Facet
            key={value}
            name="state"
            value={value}
            label={t(`states.${value}`)}
            count={data ? (counts.get(value) ?? 0) : undefined}
            pressed={filter.state.includes(value)}
            press={() => toggle('state')(value)}
            mark={<StatusMark tone={tones[value]} />}
          />
        ))}
      </FacetGroup>
      <TimeFacet filter={filter} change={change} counts={data?.times ?? nothing} />
      {data?.tags.length || filter.tag.length > 0 ? (
        <FacetGroup name="tag" title={t('library.tag')}>
          <FacetValues name="tag" values={data?.tags ?? nothing} chosen={filter.tag} toggle={toggle('tag')} />
        </FacetGroup>
      ) : null}
      {collections.length > 0 ? (
        <FacetGroup name="collection" title={t('library.collection')}>
          {collections.map(({ id, title, assets }) => (
            <Facet
              key={id}
              name="collection"
              value={id}
              label={<span title={title}>{title}</span>}
              count={assets}
              pressed={filter.collection === id}
              press={() =>
                change((filter) => ({
                  ...without(filter, 'collection'),
                  ...(filter.collection === id ? {} : { collection: id }),
                }))
              }
            />
          ))}
        </FacetGroup>
      ) : null}
      <LengthFacet filter={filter} change={change} asked={asked} />
      {(data?.people.length ?? 0) > 0 || filter.by.length > 0 ? (
        <FacetGroup name="people" title={t('library.people')}>
          <FacetValues name="by" values={data?.people ?? nothing} chosen={filter.by} toggle={toggle('by')} />
        </FacetGroup>
      ) : null}
      <Link to="/library/bin" className="facet facet-bin" data-testid="to-bin">
        <span className="facet-mark" aria-hidden="true">
          <DeleteOutlined />
        </span>
        <span className="facet-label">{t('bin.title')}</span>
        <span className="facet-count numerals">
          {data?.inBin === undefined ? null : formatCount(data.inBin, i18n.language)}
        </span>
      </Link>
    </div>
  )
}

const nothing: { value: string; count: number }[] = []
