using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaq.Tests.Tasks.Losses;

/// <summary>Types that would lose data are refused before there is a value. The message has the member's name and a remedy.</summary>
public sealed partial class LossyTypesTests : LossTest
{
    [Fact]
    public void ValueTuple_AsAnArgument_IsRefused()
    {
        var e = Refused<(string, int)>();

        Assert.Equal(
            $"The argument of task 'the.task' ({typeof((string, int))}) would not arrive as it is: it is a value tuple, whose elements are fields, and JSON takes "
            + "properties alone: use a record, or set IncludeFields.",
            e.Message);
    }

    [Fact]
    public void Field_ThatIsPublic_IsRefused() =>
        Assert.Contains("'Count' is a field, and JSON takes properties alone: make it one, mark it with [JsonInclude], or set IncludeFields", Refused<WithField>().Message);

    [Fact]
    public void Property_WithAPrivateSetter_IsRefused() =>
        Assert.Contains("'Count' has a setter that is not public, so it is written but not read: make it public or init, mark it with [JsonInclude]", Refused<WithPrivateSetter>().Message);

    [Fact]
    public void Property_WithAPrivateSetterOfABase_IsRefused() =>
        Assert.Contains("'Count' has a setter that is not public", Refused<Derived>().Message);

    [Fact]
    public void Property_WithoutASetter_IsRefused()
    {
        var e = Refused<GetOnly>();

        Assert.Contains("'Name' has no setter, so it is written but not read: give it an init accessor, or the constructor a parameter of its name", e.Message);
        Assert.Contains("mark it with [JsonIgnore] if it is not to travel", e.Message);
    }

    [Fact]
    public void Property_OfARecordBesideItsParameters_IsRefused() => Assert.Contains("'Tags' has no setter", Refused<RecordWithTags>().Message);

    [Fact]
    public void Property_ThatGivesBackAField_IsRefused() => Assert.Contains("'Items' has no setter", Refused<FieldBehind>().Message);

    [Fact]
    public void Property_WithAPrivateGetter_IsRefused() => Assert.Contains("'Secret' has a getter that is not public, so it would not be written", Refused<PrivateGetter>().Message);

    [Fact]
    public void Collection_WithoutASetter_IsRefusedWithAWayToFillIt()
    {
        var e = Refused<GetOnlyList>();

        Assert.Contains("'Lines' has no setter", e.Message);
        Assert.Contains("mark it with [JsonObjectCreationHandling(Populate)]", e.Message);
    }

    [Fact]
    public void Collection_WithMembersOfItsOwn_IsRefused() => Assert.Contains("'Title' belongs to a collection", Refused<TitledList>().Message);

    [Theory]
    [InlineData(typeof(IShape))]
    [InlineData(typeof(AbstractShape))]
    public void Member_OfATypeWithoutInstances_IsRefused(Type type)
    {
        var message = type == typeof(IShape) ? Refused<Holder<IShape>>().Message : Refused<Holder<AbstractShape>>().Message;

        Assert.Contains($"'Value' is declared as {type}, of which no instance can be made when it is read: mark that type with [JsonPolymorphic]", message);
    }

    [Fact]
    public void Class_WithoutAConstructorForJson_IsRefused() => Assert.Contains("has no constructor that JSON can call", Refused<Unmakeable>().Message);

    [Fact]
    public void BigInteger_Anywhere_IsRefused()
    {
        Assert.Contains("it is a System.Numerics.BigInteger, of which nothing but default values would arrive", Refused<BigInteger>().Message);
        Assert.Contains("'Value' is a System.Numerics.BigInteger", Refused<Holder<BigInteger?>>().Message);
    }

    [Fact]
    public void Exception_Anywhere_IsRefused()
    {
        Assert.Contains("it is an exception (System.Exception)", Refused<Exception>().Message);
        Assert.Contains("'Value' is an exception (System.InvalidOperationException)", Refused<Holder<InvalidOperationException>>().Message);
    }

    [Fact]
    public void Types_OfWhichNothingArrives_AreRefused()
    {
        Refused<Complex>();
        Refused<Vector3>();
        Refused<Range>();
        Refused<Lazy<int>>();
        Refused<TimeZoneInfo>();
        Refused<System.Globalization.CultureInfo>();
        Refused<System.Net.IPAddress>();
        Refused<System.Text.StringBuilder>();
        Refused<System.Drawing.Color>();
        Refused<Opaque>();
    }

    [Fact]
    public void Loss_DeepInside_IsNamedByItsPath()
    {
        Assert.Contains("'[]' is a value tuple", Refused<List<(int, int)>>().Message);
        Assert.Contains("'[].Value' is a value tuple", Refused<Dictionary<string, Holder<(int, int)>>>().Message);
        Assert.Contains("'Holder.Value[]' is a value tuple", Refused<Tree>().Message);
        Assert.Contains("'Value' is a value tuple", Refused<Holder<(int, int)?>>().Message);
        Assert.Contains("'Count' is a field", Refused<PolymorphicBase>().Message);
    }

    [Fact]
    public void Context_ThatIsGenerated_IsHeldToTheSame()
    {
        Assert.Contains("'Count' is a field", Refused<WithField>(context: LossyContext.Default).Message);
        Assert.Contains("'Name' has no setter", Refused<GetOnly>(context: LossyContext.Default).Message);
        Assert.Contains("'Count' has a setter that is not public", Refused<Derived>(context: LossyContext.Default).Message);
        Assert.Contains("'Value' is a value tuple", Refused<Holder<(int, int)>>(context: LossyContext.Default).Message);
    }

    [Fact]
    public void Value_OfALossyType_IsRefusedWhenItIsWritten() => Assert.Contains("it is a value tuple", RefusedValue(("a", 1)).Message);

    internal sealed class WithField
    {
        public int Count = 3;
    }

    internal sealed class WithPrivateSetter
    {
        public int Count { get; private set; }
    }

    internal class BaseWithPrivateSetter
    {
        public int Count { get; private set; }
    }

    internal sealed class Derived : BaseWithPrivateSetter
    {
        public string? Name { get; set; }
    }

    internal sealed class GetOnly
    {
        public string Name { get; } = "a";
    }

    private sealed record RecordWithTags(string Name)
    {
        public IReadOnlyList<string> Tags { get; } = [Name];
    }

    private sealed class FieldBehind
    {
        private readonly List<int> _items = [];

        public IReadOnlyList<int> Items => _items;

        public void Add(int item) => _items.Add(item);
    }

    private sealed class PrivateGetter
    {
        public string? Secret { private get; set; }

        public override string? ToString() => Secret;
    }

    private sealed class GetOnlyList
    {
        public List<int> Lines { get; } = [];
    }

    private sealed class TitledList : List<int>
    {
        public string? Title { get; set; }
    }

    private interface IShape
    {
        string Name { get; set; }
    }

    private abstract class AbstractShape
    {
        public string? Name { get; set; }
    }

    private sealed class Unmakeable
    {
        private Unmakeable()
        {
        }

        public int X { get; set; }

        public static Unmakeable Make() => new();
    }

    private sealed class Opaque
    {
        private readonly int _value = Random.Shared.Next();

        public override string ToString() => $"{_value}";
    }

    internal sealed class Holder<T>
    {
        public T? Value { get; set; }
    }

    private sealed class Tree
    {
        public List<Tree>? Children { get; set; }

        public Holder<(int, int)[]>? Holder { get; set; }
    }

    [JsonDerivedType(typeof(LossyDerived), "derived")]
    private abstract class PolymorphicBase;

    private sealed class LossyDerived : PolymorphicBase
    {
        public int Count = 1;
    }

    [JsonSerializable(typeof(WithField))]
    [JsonSerializable(typeof(GetOnly))]
    [JsonSerializable(typeof(Derived))]
    [JsonSerializable(typeof(Holder<(int, int)>))]
    private sealed partial class LossyContext : JsonSerializerContext;
}
