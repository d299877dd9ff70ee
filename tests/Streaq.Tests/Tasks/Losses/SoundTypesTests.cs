using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Streaq.Tasks;

namespace Streaq.Tests.Tasks.Losses;

/// <summary>Types that arrive unchanged are never refused.</summary>
public sealed partial class SoundTypesTests : LossTest
{
    [Fact]
    public void Values_ThatJsonKnows_AreTaken()
    {
        Taken(1);
        Taken(1.5m);
        Taken<int?>(null);
        Taken("text");
        Taken('c');
        Taken(true);
        Taken(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Taken(DateTimeOffset.UnixEpoch);
        Taken<DateTimeOffset?>(DateTimeOffset.UnixEpoch);
        Taken(TimeSpan.FromSeconds(1));
        Taken(new DateOnly(2026, 1, 1));
        Taken(new TimeOnly(1, 2));
        Taken(Guid.NewGuid());
        Taken(new Uri("https://example.org/"));
        Taken(new Version(1, 2));
        Taken(DayOfWeek.Friday);
        Taken<Int128>(7);
        Taken((Half)1.5);
        Taken(new byte[] { 1, 2 });
        Taken<ReadOnlyMemory<byte>>(new byte[] { 1, 2 });
    }

    [Fact]
    public void Json_OfAnyKind_IsTaken()
    {
        Taken<object?>(null);
        Taken(JsonDocument.Parse("""{"a":[1]}""").RootElement);
        Taken(JsonNode.Parse("""{"a":[1]}""")!.AsObject());
        Taken(new Holder<object> { Value = new { A = 1, B = new[] { "x" } } });
        Taken(new Dictionary<string, object> { ["a"] = 1, ["b"] = new Person("x", 1), ["c"] = new Dictionary<string, object?> { ["d"] = null } });
    }

    [Fact]
    public void Collections_OfEveryKind_AreTaken()
    {
        Taken(new List<Person> { new("a", 1) });
        Taken(new[] { new Person("a", 1) });
        Taken<IEnumerable<Person>>([new("a", 1)]);
        Taken<IReadOnlyList<int>>([1, 2]);
        Taken<ISet<int>>(new HashSet<int> { 1 });
        Taken(ImmutableArray.Create(1, 2));
        Taken(ImmutableDictionary<string, Person>.Empty.Add("a", new("b", 1)));
        Taken<IReadOnlyDictionary<DayOfWeek, List<Person>>>(new Dictionary<DayOfWeek, List<Person>> { [DayOfWeek.Monday] = [new("a", 1)] });
        Taken(new Queue<int>([1, 2]));
        Taken(new KeyValuePair<string, Person>("a", new("b", 1)));
        Taken(new Counting { 1, 2 });
    }

    [Fact]
    public void Records_AndClasses_AreTaken()
    {
        Taken(new Person("a", 1) { Nick = "b" });
        Taken(new Point(1, 2));
        Taken(new Settable { Name = "a", Kind = Sort.Big });
        Taken(new Required { Name = "a" });
        Taken(Tuple.Create(1, "a"));
        Taken(new Empty());
        Taken(new EmptyRecord());
        Taken(new Node { Next = new Node { Name = "b" } });
        Taken(new Primary("a"));
        Assert.Equal("a", Taken(new WithConstructor("a")).Name);
        Assert.Equal(3, Taken(Included.Of(3)).Count);
        Assert.Equal(new System.Drawing.Point(1, 2), Taken(new System.Drawing.Point(1, 2)));
    }

    [Fact]
    public void Computed_Properties_AreTaken()
    {
        Taken(new Named { First = "a", Last = "b" });
        Taken(new Box(2, 3));
        Taken(new Rectangle());
    }

    [Fact]
    public void Polymorphic_Types_AreTaken()
    {
        Assert.Equal(2, Assert.IsType<Circle>(Taken<Shape>(new Circle { Radius = 2 })).Radius);
        Assert.Equal(2, Assert.IsType<Circle>(Assert.Single(Taken<List<Shape>>([new Circle { Radius = 2 }]))).Radius);
    }

    [Fact]
    public void Context_ThatIsGenerated_IsTaken()
    {
        Taken(new Person("a", 1), context: SoundContext.Default);
        Taken(new Named { First = "a", Last = "b" }, context: SoundContext.Default);
        Taken(new Required { Name = "a" }, context: SoundContext.Default);
        Taken(new Node { Next = new Node { Name = "b" } }, context: SoundContext.Default);
        Taken<Shape>(new Circle { Radius = 1 }, context: SoundContext.Default);
        new TaskSerializer(options: null, WriteOnlyContext.Default).ThrowIfLossy<Person>(PayloadKind.Argument, "the.task");
    }

    internal sealed record Person(string Name, int Age)
    {
        public string? Nick { get; init; }

        public bool IsAdult => Age >= 18;
    }

    private readonly record struct Point(int X, int Y)
    {
        public int Sum => X + Y;
    }

    private enum Sort
    {
        Small,
        Big,
    }

    private sealed class Settable
    {
        public string? Name { get; set; }

        public Sort? Kind { get; set; }
    }

    internal sealed class Required
    {
        public required string Name { get; init; }
    }

    private sealed class Empty;

    private sealed record EmptyRecord;

    internal sealed class Node
    {
        public string? Name { get; set; }

        public Node? Next { get; set; }
    }

    private sealed class Primary(string name)
    {
        public string Name => name;
    }

    private sealed class WithConstructor(string name)
    {
        public string Name { get; private set; } = name;
    }

    private sealed class Included
    {
        [JsonInclude]
        public int Count { get; private set; }

        public static Included Of(int count) => new() { Count = count };
    }

    internal sealed class Named
    {
        public string? First { get; set; }

        public string? Last { get; set; }

        public string FullName => $"{First} {Last}";

        public object Debug => this.FullName;
    }

    private readonly record struct Box(int Width, int Height)
    {
        public (int Width, int Height) Both => (Width, Height);
    }

    private class Figure
    {
        public string? Name { get; set; }

        public virtual int Corners { get; set; }
    }

    private sealed class Rectangle : Figure
    {
        public override int Corners => 4;
    }

    private sealed class Counting : List<int>
    {
        public int Additions { get; private set; }

        public void Note() => Additions++;
    }

    internal sealed class Holder<T>
    {
        public T? Value { get; set; }
    }

    [JsonDerivedType(typeof(Circle), "circle")]
    internal abstract class Shape;

    internal sealed class Circle : Shape
    {
        public int Radius { get; set; }
    }

    [JsonSerializable(typeof(Person))]
    [JsonSerializable(typeof(Named))]
    [JsonSerializable(typeof(Required))]
    [JsonSerializable(typeof(Node))]
    [JsonSerializable(typeof(Shape))]
    private sealed partial class SoundContext : JsonSerializerContext;

    [JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization)]
    [JsonSerializable(typeof(Person))]
    private sealed partial class WriteOnlyContext : JsonSerializerContext;
}
