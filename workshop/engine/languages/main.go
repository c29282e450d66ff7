// Writes the Python SDK of a schema (first argument) into a folder (second argument) with Pulumi's own generator. The CLI reaches it
// through a language host for Python, which is no public Go module.
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err)
	var spec schema.PackageSpec
	check(json.Unmarshal(text, &spec))
	bound, err := schema.ImportSpec(spec, nil, schema.ValidationOptions{})
	check(err)
	files, err := python.GeneratePackage("entra-cutover", bound, nil, nil)
	check(err)
	for name, content := range files {
		path := filepath.Join(os.Args[2], filepath.FromSlash(name))
		check(os.MkdirAll(filepath.Dir(path), 0o755))
		check(os.WriteFile(path, content, 0o644))
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
