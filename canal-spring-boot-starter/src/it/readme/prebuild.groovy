// Turns the README's snippets into this project: each fenced block whose info string names a file.
File readme = new File(basedir, '../../../../README.md')
Map<String, String> snippets = [:]
(readme.getText('UTF-8') =~ /(?ms)^```\w+ (\S+)\n(.*?)^```$/).each { snippets[it[1]] = it[2] }
assert snippets.keySet() == ['pom.xml', 'application.yml', 'ProductHandlers.java'] as Set

File pom = new File(basedir, 'pom.xml')
pom.setText(pom.getText('UTF-8').replace('<!-- README: pom.xml -->', snippets['pom.xml']), 'UTF-8')
File resources = new File(basedir, 'src/main/resources')
resources.mkdirs()
new File(resources, 'application.yml').setText(snippets['application.yml'], 'UTF-8')
new File(basedir, 'src/main/java/shop/ProductHandlers.java')
	.setText('package shop;\n\n' + snippets['ProductHandlers.java'], 'UTF-8')
return true
