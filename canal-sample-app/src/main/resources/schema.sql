create table if not exists category (
  id bigint not null auto_increment primary key,
  name varchar(80) not null unique
) character set utf8mb4;

create table if not exists product (
  id bigint not null auto_increment primary key,
  sku varchar(40) not null unique,
  name varchar(200) not null,
  price decimal(10,2) not null,
  stock int not null,
  category_id bigint not null,
  cost_price decimal(10,2),
  updated_at timestamp(6) not null default current_timestamp(6) on update current_timestamp(6),
  constraint product_category foreign key (category_id) references category (id)
) character set utf8mb4;
