using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Streaq.Analyzers.Tests.Support;

/// <summary>Types of an application, sound and lossy ones. The library decides which is which.</summary>
internal static class PayloadTypes
{
    /// <summary>The types as a definition names them: all types of the source that are not parts of others.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. CSharpSyntaxTree.ParseText(Source).GetRoot().ChildNodes().OfType<BaseTypeDeclarationSyntax>()
            .Where(type => type is not TypeDeclarationSyntax { TypeParameterList: not null }).Select(type => type.Identifier.Text)
            .Where(name => !name.EndsWith("Converter", StringComparison.Ordinal)),
        "Holder<int>", "Holder<(int, int)>", "Holder<(int, int)[]>", "Holder<Holder<WithField>>", "List<Holder<GetOnly>>", "Dictionary<string, WithField>",
        "Holder<IShape>", "Holder<AbstractShape>", "Holder<Shape>", "Holder<Exception>", "Holder<object>", "Holder<System.Numerics.BigInteger?>",
        "Holder<Trusted>", "ImmutableHolder<int>", "Titled<int>",
    ];

    public const string Source = """
        internal sealed record Person(string Name, int Age) { public string? Nick { get; init; } public bool IsAdult => Age >= 18; }
        internal readonly record struct Point(int X, int Y) { public int Sum => X + Y; }
        internal record struct Loose(int X) { public int Y; }
        internal sealed class Settable { public string? Name { get; set; } public DayOfWeek? Day { get; set; } }
        internal sealed class Required { public required string Name { get; init; } }
        internal sealed class Empty;
        internal sealed record EmptyRecord;
        internal sealed class Node { public string? Name { get; set; } public Node? Next { get; set; } }
        internal sealed class Primary(string name) { public string Name => name; }
        internal sealed class PrimaryOther(string name) { public string Label => name; }
        internal sealed class WithConstructor(string name) { public string Name { get; private set; } = name; }
        internal sealed class OtherType { public OtherType(object name) => Name = $"{name}"; public string Name { get; } }
        internal sealed class Included { [JsonInclude] public int Count { get; private set; } }
        internal sealed class IncludedPrivate { [JsonInclude] private int Count { get; set; } }
        internal sealed class Named { public string? First { get; set; } public string? Last { get; set; } public string Full => $"{First} {Last}"; public object Debug => this.Full; }
        internal readonly record struct Box(int Width, int Height) { public (int Width, int Height) Both => (Width, Height); }
        internal class Figure { public string? Name { get; set; } public virtual int Corners { get; set; } }
        internal sealed class Rectangle : Figure { public override int Corners => 4; }
        internal sealed class Ignoring { public string? Name { get; set; } [JsonIgnore] public int Cache { get; set; } [JsonIgnore] public (int, int) Other; [JsonIgnore] public string Constant { get; } = "a"; [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Rare { get; set; } }
        internal sealed class OnlyIgnored { [JsonIgnore] public int Cache { get; set; } }
        internal sealed class NeverIgnored { [JsonIgnore(Condition = JsonIgnoreCondition.Never)] public string Name { get; } = "a"; }
        internal sealed class RarelyTuple { [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public (int, int)? Pair { get; set; } }
        internal sealed class Extended { [JsonExtensionData] public Dictionary<string, JsonElement>? More { get; set; } }
        internal sealed class Filled { [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public List<int> Lines { get; } = []; }
        internal sealed class IncludedField { [JsonInclude] public int Count; }
        internal sealed class ReadOnlyField { [JsonInclude] public readonly int Count = 1; }
        internal sealed class ReadOnlyFieldTaken { [JsonInclude] public readonly int Count; public ReadOnlyFieldTaken(int count) => Count = count; }
        internal sealed class StaticField { public static int Count = 1; public const int Limit = 2; public int X { get; set; } }
        internal sealed class PrivateField { private int _x; public int X { get => _x; set => _x = value; } }
        internal sealed class Counting : List<int> { public int Additions { get; private set; } }
        internal sealed class WithField { public int Count = 3; }
        internal class InheritedField { public int Count = 3; }
        internal sealed class DerivedField : InheritedField { public int X { get; set; } }
        internal sealed class WithPrivateSetter { public int Count { get; private set; } }
        internal sealed class WithInternalSetter { public int Count { get; internal set; } }
        internal class BaseWithPrivateSetter { public int Count { get; private set; } }
        internal sealed class DerivedSetter : BaseWithPrivateSetter { public string? Name { get; set; } }
        internal sealed class GetOnly { public string Name { get; } = "a"; }
        internal sealed class KeywordField { public string Name { get => field; } = "a"; }
        internal sealed class KeywordComputed { public string Name { get => field ?? "b"; } public int X { get; set; } }
        internal sealed record RecordWithTags(string Name) { public IReadOnlyList<string> Tags { get; } = [Name]; }
        internal sealed class FieldBehind { private readonly List<int> _items = []; public IReadOnlyList<int> Items => _items; }
        internal sealed class FieldBehindThis { private readonly List<int> _items = []; public IReadOnlyList<int> Items { get { return this._items; } } }
        internal sealed class StaticBehind { private static readonly List<int> Shared = []; public IReadOnlyList<int> Items => Shared; public int X { get; set; } }
        internal sealed class ComputedCopy { private readonly List<int> _items = []; public int X { get; set; } public int[] Items => _items.ToArray(); }
        internal sealed class OnlyComputed { private readonly int _x = 1; public int Twice => _x * 2; }
        internal sealed class PrivateGetter { public string? Secret { private get; set; } }
        internal sealed class SetOnly { public string? Secret { set { } } public int X { get; set; } }
        internal sealed class GetOnlyList { public List<int> Lines { get; } = []; }
        internal sealed class TitledList : List<int> { public string? Title { get; set; } }
        internal sealed class FieldList : List<int> { public string? Title; }
        internal sealed class IgnoredTitle : List<int> { [JsonIgnore] public string? Title { get; set; } }
        internal sealed class TitledDictionary : Dictionary<string, int> { public string? Title { get; set; } }
        internal interface IShape { string Name { get; set; } }
        internal abstract class AbstractShape { public string? Name { get; set; } }
        internal sealed class Unmakeable { private Unmakeable() { } public int X { get; set; } public static Unmakeable Make() => new(); }
        internal sealed class MarkedPrivate { [JsonConstructor] private MarkedPrivate() { } public int X { get; set; } }
        internal sealed class TwoConstructors { public TwoConstructors(int x) => X = x; public TwoConstructors(int x, int y) => X = x + y; public int X { get; } }
        internal sealed class TwoMarked { [JsonConstructor] public TwoMarked(int x) => X = x; public TwoMarked(int x, int y) => X = x + y; public int X { get; } }
        internal sealed class WithDefault { public WithDefault() { } public WithDefault(int x) => X = x; public int X { get; } }
        internal readonly struct Bare { public Bare(int x) => X = x; public int X { get; } }
        internal readonly struct BareMarked { [JsonConstructor] public BareMarked(int x) => X = x; public int X { get; } }
        internal sealed class Opaque { private readonly int _value = Random.Shared.Next(); public override string ToString() => $"{_value}"; }
        internal sealed class Holder<T> { public T? Value { get; set; } }
        internal sealed class ImmutableHolder<T>(T value) { public T Value { get; } = value; }
        internal sealed class Titled<T> : List<T> { public string? Title { get; set; } }
        internal sealed class Tree { public List<Tree>? Children { get; set; } public Holder<(int, int)[]>? Holder { get; set; } }
        [JsonDerivedType(typeof(LossyDerived), "derived")] internal abstract class PolymorphicBase;
        internal sealed class LossyDerived : PolymorphicBase { public int Count = 1; }
        [JsonDerivedType(typeof(Circle), "circle")] internal abstract class Shape;
        internal sealed class Circle : Shape { public int Radius { get; set; } }
        [JsonPolymorphic] internal interface IOpen { string Name { get; } }
        [JsonConverter(typeof(TrustedConverter))] internal sealed class Trusted { public int Count = 1; }
        internal sealed class TrustedConverter : JsonConverter<Trusted> { public override Trusted Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(); public override void Write(Utf8JsonWriter writer, Trusted value, JsonSerializerOptions options) => writer.WriteNullValue(); }
        internal sealed class TrustedMember { [JsonConverter(typeof(PairConverter))] public (int, int) Pair { get; set; } }
        internal sealed class PairConverter : JsonConverter<(int, int)> { public override (int, int) Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => default; public override void Write(Utf8JsonWriter writer, (int, int) value, JsonSerializerOptions options) => writer.WriteNullValue(); }
        internal sealed class Explicit : IShape { string IShape.Name { get; set; } = ""; public int X { get; set; } }
        internal class Hidden { public int Value { get; set; } }
        internal sealed class Hiding : Hidden { public new string? Value { get; set; } }
        internal sealed class VirtualGetter { public int X { get; set; } public string this[int index] => $"{index}"; }
        internal enum Sort { Small, Big }
        """;
}
