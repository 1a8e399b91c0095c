/** A hand-made dump as `mysqldump` writes one: columns from CREATE TABLE, several rows to an INSERT, comments and escapes. */
export const DUMP = `-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;

DROP TABLE IF EXISTS \`clientes\`;
CREATE TABLE \`clientes\` (
  \`idClientes\` int NOT NULL AUTO_INCREMENT,
  \`nomeCliente\` varchar(255) NOT NULL,
  \`pessoa_fisica\` tinyint(1) NOT NULL DEFAULT '1',
  \`documento\` varchar(20) NOT NULL,
  \`telefone\` varchar(20) NOT NULL,
  \`celular\` varchar(20) DEFAULT NULL,
  \`email\` varchar(100) NOT NULL,
  \`senha\` varchar(200) NOT NULL,
  \`rua\` varchar(70) DEFAULT NULL,
  \`numero\` varchar(15) DEFAULT NULL,
  \`cidade\` varchar(45) DEFAULT NULL,
  PRIMARY KEY (\`idClientes\`),
  KEY \`name_idx\` (\`nomeCliente\`(20), \`cidade\`)
) ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb4 COMMENT='a; tricky (comment';

LOCK TABLES \`clientes\` WRITE;
INSERT INTO \`clientes\` VALUES (1,'João d\\'Ávila; \\"o bom\\"',1,'123.456.789-09','(11) 4444-5555','11 6666-7777','joao@example.com','$2y$10$x','Rua das Flores','12','São Paulo'),
(2,'Oficina O''Neill',0,'00.000.000/0001-91','não tem',NULL,'sem email','',NULL,NULL,NULL),(3,'',1,'','','','','',NULL,NULL,NULL);
UNLOCK TABLES;

CREATE TABLE \`produtos\` (\`idProdutos\` int, \`codDeBarra\` varchar(70), \`descricao\` varchar(80), \`unidade\` varchar(10),
  \`precoCompra\` decimal(10,2), \`precoVenda\` decimal(10,2), \`estoque\` int, \`estoqueMinimo\` int);
INSERT INTO produtos (idProdutos, codDeBarra, descricao, unidade, precoCompra, precoVenda, estoque, estoqueMinimo)
  VALUES (7, '7790895000997', 'Tela A52', 'UN', 80.00, 123.45, 5, 2), (8, 'interno-1', 'Cabo', 'UN', NULL, 9.90, -1, -1);

INSERT INTO \`marcas\` (\`idMarcas\`, \`marca\`) VALUES (1, 'Dell');
INSERT INTO \`equipamentos\` (\`idEquipamentos\`, \`equipamento\`, \`num_serie\`, \`modelo\`, \`marcas_id\`, \`clientes_id\`)
  VALUES (5, 'Notebook', 'ABC12345', 'Inspiron 15', 1, 1);
INSERT INTO \`equipamentos_os\` (\`idEquipamentos_os\`, \`defeito_declarado\`, \`defeito_encontrado\`, \`equipamentos_id\`, \`os_id\`)
  VALUES (1, 'Não liga', 'Fonte queimada', 5, 101);

INSERT INTO \`os\` (\`idOs\`, \`dataInicial\`, \`dataFinal\`, \`garantia\`, \`descricaoProduto\`, \`defeito\`, \`status\`, \`observacoes\`, \`laudoTecnico\`, \`valorTotal\`, \`clientes_id\`, \`usuarios_id\`, \`lancamento\`, \`faturado\`) VALUES
(101, '2024-03-01', '2024-03-08', '90 dias', '<p>Notebook</p>', '', 'Faturado', NULL, '<p>Fonte trocada &amp; testada</p>', '250.00', 1, 1, 9, 1),
(102, '2026-11-20', NULL, NULL, '<p>Celular Samsung Galaxy A52<br>capa azul</p>', '<p>Tela quebrada\\r\\n</p>', 'Em Andamento', 'Cliente pediu urgência', NULL, '0.00', 2, 1, NULL, 0),
(103, '2026-11-21', NULL, NULL, 'Impressora HP', 'Atola papel', 'Na lua', NULL, NULL, NULL, 1, 1, NULL, 0);
INSERT INTO \`servicos_os\` VALUES (1,'Troca de fonte',1,'150.00',101,3,'150.00');
CREATE TABLE \`servicos_os\` (\`idServicos_os\` int, \`servico\` varchar(80), \`quantidade\` double, \`preco\` varchar(15), \`os_id\` int, \`servicos_id\` int, \`subTotal\` varchar(15));
INSERT INTO \`anexos\` (\`idAnexos\`, \`anexo\`, \`url\`, \`os_id\`) VALUES (1, 'foto.jpg', 'http://antigo.example/foto.jpg', 101);
INSERT INTO \`lancamentos\` (\`idLancamentos\`, \`valor\`, \`data_vencimento\`, \`data_pagamento\`, \`baixado\`, \`forma_pgto\`) VALUES (9, '250.00', '2024-03-08', '2024-03-08', 1, 'Pix');
/*!50003 CREATE*/ /*!50003 TRIGGER t BEFORE INSERT ON os FOR EACH ROW INSERT INTO os VALUES (1) */;
`.replace(
  /(INSERT INTO `servicos_os`[^;]*;\n)(CREATE TABLE `servicos_os`[^;]*;\n)/,
  (_, insert: string, create: string) => create + insert,
);
