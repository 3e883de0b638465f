import { memo } from 'react'
import type { Asset } from '#services/vms'
import type { Column } from '../components/table-columns.ts'
import { TableRow } from '../components/table-row.tsx'
import { useItem, type AssetItemProps } from './asset-card.tsx'

type AssetLineProps = AssetItemProps & {
  index: number
  columns: readonly Column<Asset>[]
  topPixels: number
  changed: boolean
}

/** An asset as a row of the list. */
export const AssetLine = memo((props: AssetLineProps) => {
  const { asset, hands, index, columns, topPixels, changed } = props
  const { chosen, focus, attributes } = useItem(props)
  return (
    <div
      {...attributes}
      role="presentation"
      className={asset.deletedAt ? 'asset-line gone' : 'asset-line'}
      style={{ transform: `translateY(${topPixels}px)` }}
    >
      <TableRow
        ref={undefined}
        index={index}
        item={asset}
        name={asset.title}
        columns={columns}
        href={`/assets/${asset.id}`}
        open={undefined}
        topPixels={0}
        focused={focus}
        tabbable={focus}
        onFocus={() => hands.selection.focusOn(asset.id)}
        current={false}
        changed={changed}
        selected={chosen}
        toggle={hands.selection.may ? (range) => hands.toggle(asset.id, range) : undefined}
      />
    </div>
  )
})
