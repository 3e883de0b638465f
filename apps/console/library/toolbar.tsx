import { AppstoreOutlined, SettingOutlined, UnorderedListOutlined } from '@ant-design/icons'
import { Button, Popover, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import type { TableChoices } from '../components/table-choices.ts'
import { TableOptions } from '../components/table-options.tsx'
import { ExportMenu } from '../exchange/export-menu.tsx'
import { useNarrow } from '../theme/theme.tsx'
import type { FacetsProps } from './facets.tsx'
import type { Filter, View } from './filter.ts'
import { without } from './filter.ts'
import { FilterSheet, SortSelect } from './filter-sheet.tsx'
import { useListColumns } from './list-columns.tsx'
import { SearchField } from './search-field.tsx'
import type { ChangeFilter } from './use-filter.ts'
import { Views } from './views.tsx'

type ToolbarProps = {
  filter: Filter
  view: View
  change: ChangeFilter
  look(view: View): void
  choices: TableChoices<Asset>
  facets: FacetsProps
  total: number | undefined
}

/** Above the list: words to search for, saved views, the order, and how it is shown. */
export const Toolbar = ({ filter, view, change, look, choices, facets, total }: ToolbarProps) => {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const columns = useListColumns()
  const search = (text: string) =>
    change((filter) => ({ ...without(filter, 'text'), ...(text ? { text } : {}) }), { replace: true })
  return (
    <div className="library-tools">
      <SearchField text={filter.text ?? ''} search={search} />
      <Views filter={filter} choose={(next) => change(() => next)} />
      <span className="grow" />
      {narrow ? <FilterSheet {...facets} total={total} /> : <SortSelect filter={filter} change={change} />}
      <Segmented<View>
        value={view}
        onChange={look}
        options={[
          { value: 'grid', icon: <AppstoreOutlined />, title: t('library.grid') },
          { value: 'list', icon: <UnorderedListOutlined />, title: t('library.list') },
        ]}
        aria-label={t('library.view')}
        data-testid="view"
      />
      {narrow || !facets.asked ? null : <ExportMenu filter={facets.asked} />}
      {narrow ? null : (
        <Popover
          trigger="click"
          placement="bottomRight"
          arrow={false}
          content={<TableOptions columns={columns} choices={choices} query={undefined} change={undefined} />}
        >
          <Button
            type="text"
            icon={<SettingOutlined />}
            aria-label={t('library.options')}
            title={t('library.options')}
            data-testid="library-options"
          />
        </Popover>
      )}
    </div>
  )
}
