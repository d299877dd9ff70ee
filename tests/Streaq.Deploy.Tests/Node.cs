using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Streaq.Deploy.Tests;

/// <summary>A value in a YAML or JSON file. An absent value has no text, no keys and no items.</summary>
internal sealed class Node(object? value)
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().Build();

    public bool Exists => value is not null;

    public string Text => value as string ?? "";

    public bool IsMap => value is Dictionary<object, object>;

    public IReadOnlyList<string> Keys => value is Dictionary<object, object> map ? [.. map.Keys.Cast<string>()] : [];

    public IReadOnlyList<Node> Items => value is List<object> list ? [.. list.Select(item => new Node(item))] : [];

    public Node this[string key] => new(value is Dictionary<object, object> map ? map.GetValueOrDefault(key) : null);

    /// <summary>This node and all below it.</summary>
    public IEnumerable<Node> All() => Keys.Select(key => this[key]).Concat(Items).SelectMany(node => node.All()).Prepend(this);

    /// <summary>The documents of a file below the repository's root.</summary>
    public static IReadOnlyList<Node> LoadAll(string path)
    {
        // JSON is valid YAML.
        using var reader = File.OpenText(Path.Combine(Repository.Root, path));
        var parser = new MergingParser(new Parser(reader));
        parser.Consume<YamlDotNet.Core.Events.StreamStart>();
        var documents = new List<Node>();
        while (parser.Accept<YamlDotNet.Core.Events.DocumentStart>(out _))
        {
            documents.Add(new Node(Yaml.Deserialize(parser)));
        }

        return documents;
    }

    public static Node Load(string path) => Assert.Single(LoadAll(path));
}
