// Turns the README's snippets into this project, and the documentation's classes into something to compile: each fenced
// block whose info string names a file.
Map<String, String> snippetsOf(File page) {
	Map<String, String> snippets = [:]
	(page.getText('UTF-8') =~ /(?ms)^```\w+ (\S+)\n(.*?)^```$/).each { snippets[it[1]] = it[2] }
	return snippets
}

void write(String path, String text) {
	File file = new File(basedir, path)
	file.parentFile.mkdirs()
	file.setText(text, 'UTF-8')
}

File root = new File(basedir, '../../../..')
Map<String, String> snippets = snippetsOf(new File(root, 'README.md'))
assert snippets.keySet() == ['pom.xml', 'application.yml', 'ProductHandlers.java'] as Set

File pom = new File(basedir, 'pom.xml')
pom.setText(pom.getText('UTF-8').replace('<!-- README: pom.xml -->', snippets['pom.xml']), 'UTF-8')
write('src/main/resources/application.yml', snippets['application.yml'])
write('src/main/java/shop/ProductHandlers.java', 'package shop;\n\n' + snippets['ProductHandlers.java'])
new File(root, 'docs').eachFileMatch(~/.*\.md/) { page ->
	snippetsOf(page).findAll { it.key.endsWith('.java') }.each {
		write('src/main/java/docs/' + it.key, 'package docs;\n\n' + it.value)
	}
}
return true
