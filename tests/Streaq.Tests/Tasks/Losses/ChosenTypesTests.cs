using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Streaq.Tests.Tasks.Losses;

/// <summary>Members that JSON reads or omits due to an attribute, an option, a converter or a resolver are never refused.</summary>
public sealed class ChosenTypesTests : LossTest
{
    [Fact]
    public void Members_ThatAreIgnored_AreNoLoss()
    {
        Taken(new Ignoring { Name = "a", Cache = 1, Other = (1, 2) });
        Taken(new OnlyIgnored { Cache = 1 });
        Taken(new { A = 1 }, new JsonSerializerOptions(JsonSerializerOptions.Web) { IgnoreReadOnlyProperties = true });
    }

    [Fact]
    public void ExtensionData_IsTaken() =>
        Assert.Equal(1, Taken(new Extended { More = new() { ["x"] = JsonDocument.Parse("1").RootElement } }).More!["x"].GetInt32());

    [Fact]
    public void ReadOnlyCollections_ThatAreFilled_AreTaken()
    {
        Assert.Equal([1], Taken(new Filled { Lines = { 1 } }).Lines);
        var options = new JsonSerializerOptions(JsonSerializerOptions.Web) { PreferredObjectCreationHandling = JsonObjectCreationHandling.Populate };
        Assert.Equal([1], Taken(new FilledByOption { Lines = { 1 } }, options).Lines);
    }

    [Fact]
    public void Fields_ThatAreIncluded_AreTaken()
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Web) { IncludeFields = true };

        Assert.Equal(("a", 1), Taken(("a", 1), options));
        Assert.Equal((1, 2, 3, 4, 5, 6, 7, 8, 9), Taken((1, 2, 3, 4, 5, 6, 7, 8, 9), options));
        Assert.Equal(3, Taken(new Fields { Count = 3 }, options).Count);
        Assert.Equal(4, Taken(new IncludedField { Count = 4 }).Count);
    }

    [Fact]
    public void Types_WithAConverter_AreTrusted()
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Web) { Converters = { new TupleConverter() } };

        Assert.Equal(("a", 1), Taken(("a", 1), options));
        Assert.Equal(("a", 1), Taken(new Holder<(string, int)> { Value = ("a", 1) }, options).Value);
        Assert.Equal(("b", 2), Taken(new WithConverter { Pair = ("b", 2) }).Pair);
    }

    [Fact]
    public void Contract_ThatAResolverChanged_IsTrusted()
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Web)
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(info =>
            {
                if (info.Type == typeof(Trimmed))
                {
                    info.Properties.Remove(info.Properties.Single(property => property.Name == "kind"));
                }

                foreach (var property in info.Properties.Where(property => info.Type == typeof(PrivatelySet)))
                {
                    property.Set = (target, value) => ((PrivatelySet)target).Put((int)value!);
                }
            }),
        };

        Assert.Equal("a", Taken(new Trimmed { Name = "a", Kind = 1 }, options).Name);
        var given = new PrivatelySet();
        given.Put(5);
        Assert.Equal(5, Taken(given, options).Count);
    }

    private sealed class Ignoring
    {
        public string? Name { get; set; }

        [JsonIgnore]
        public int Cache { get; set; }

        [JsonIgnore]
        public (int, int) Other;

        [JsonIgnore]
        public string Constant { get; } = "a";

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Rare { get; set; }
    }

    private sealed class OnlyIgnored
    {
        [JsonIgnore]
        public int Cache { get; set; }
    }

    private sealed class Extended
    {
        [JsonExtensionData]
        public Dictionary<string, JsonElement>? More { get; set; }
    }

    private sealed class Filled
    {
        [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
        public List<int> Lines { get; } = [];
    }

    private sealed class FilledByOption
    {
        public List<int> Lines { get; } = [];
    }

    private sealed class Fields
    {
        public int Count;
    }

    private sealed class IncludedField
    {
        [JsonInclude]
        public int Count;
    }

    private sealed class WithConverter
    {
        [JsonConverter(typeof(TupleConverter))]
        public (string, int) Pair { get; set; }
    }

    private sealed class PrivatelySet
    {
        public int Count { get; private set; }

        public void Put(int count) => Count = count;
    }

    private sealed class TupleConverter : JsonConverter<(string, int)>
    {
        public override (string, int) Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString()!.Split(' ') is [var text, var number] ? (text, int.Parse(number)) : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, (string, int) value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"{value.Item1} {value.Item2}");
    }

    private sealed class Holder<T>
    {
        public T? Value { get; set; }
    }

    private sealed class Trimmed
    {
        public string? Name { get; set; }

        public int Kind { get; set; }
    }
}
