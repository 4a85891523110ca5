import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An item that an order needs. */
@Entity({ name: 'order_item' })
@Index('order_item_by_item', ['itemId'])
export class OrderItemEntity {
  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text', { name: 'amazon_order_id' })
  amazonOrderId!: string;

  /** the Amazon line's id, or `service:<which>` */
  @PrimaryColumn('text')
  part!: string;

  @Column('uuid', { name: 'item_id' })
  itemId!: string;

  @Column('integer')
  quantity!: number;
}
