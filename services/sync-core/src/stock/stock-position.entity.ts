import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What Exact has of one item in one warehouse. */
@Entity({ name: 'stock_position' })
export class StockPositionEntity {
  @PrimaryColumn('integer')
  division!: number;

  @PrimaryColumn('uuid', { name: 'exact_item_id' })
  exactItemId!: string;

  @PrimaryColumn('uuid', { name: 'warehouse_id' })
  warehouseId!: string;

  @Column('numeric', { name: 'current_stock' })
  currentStock!: string;

  @Column('numeric', { name: 'planning_out' })
  planningOut!: string;

  /** Exact's row version: an older row changes nothing */
  @Column('numeric')
  timestamp!: string;
}
