import { Checkbox } from 'antd'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { lineOf, Opening, type LineProps } from './table-row.tsx'

/** One entry as a card: its name and state, a faint line about it, and the rest as facts. */
export const TableCard = <T,>(props: LineProps<T>) => {
  const { columns, item, toggle } = props
  const { t } = useTranslation()
  const [first, ...others] = columns
  const at = (place: string) => others.filter((column) => (column.card ?? 'fact') === place)
  const facts = at('fact')
  const about = at('about')
  return (
    <div {...lineOf(props, 'table-card')}>
      {toggle ? (
        <div role="gridcell" className="table-card-lead">
          <Checkbox
            checked={props.selected}
            aria-label={t('components.table.choose', { name: props.name })}
            onChange={(event) => toggle((event.nativeEvent as MouseEvent).shiftKey)}
          />
        </div>
      ) : null}
      <div role="rowheader" className="table-card-title">
        <Opening {...props}>{first?.cell(item)}</Opening>
      </div>
      <div role="gridcell" className="table-card-state">
        {at('state').map((column) => (
          <Fragment key={column.key}>{column.cell(item)}</Fragment>
        ))}
      </div>
      <div role="gridcell" className="table-card-rest">
        {facts.length > 0 ? (
          <dl className="table-card-facts numerals">
            {facts.map((column) => (
              <div key={column.key}>
                <dt>{column.title}</dt>
                <dd>{column.cell(item)}</dd>
              </div>
            ))}
          </dl>
        ) : null}
        {about.length > 0 ? (
          <div className="table-card-about">
            {about.map((column) => (
              <span key={column.key}>{column.cell(item)}</span>
            ))}
          </div>
        ) : null}
      </div>
    </div>
  )
}
