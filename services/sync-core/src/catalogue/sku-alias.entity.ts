import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A SKU that a person pointed at an item: another SKU's, or one that stands for several pieces of it (domain I6, I12). */
@Entity({ name: 'sku_alias' })
export class SkuAliasEntity {
  @PrimaryColumn('integer')
  division!: number;

  @PrimaryColumn('text')
  sku!: string;

  @Column('uuid', { name: 'item_id' })
  itemId!: string;

  /** pieces of the item that one of the SKU is */
  @Column('integer')
  pieces!: number;

  @Column('text', { name: 'set_by' })
  setBy!: string;

  @Column('timestamptz', { name: 'set_at' })
  setAt!: Date;
}
