using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Streaq.Tests.Tasks.Losses;

/// <summary>Instances with more data than their declared type has are refused when they are written, at any depth.</summary>
public sealed partial class RuntimeTypesTests : LossTest
{
    [Fact]
    public void Derived_WithAMemberMore_IsRefused()
    {
        var e = RefusedValue<Animal>(new Dog { Name = "a", Breed = "b" });

        Assert.Contains($"it holds a {typeof(Dog)} where a {typeof(Animal)} is declared, and would lose its 'Breed'", e.Message);
        Assert.Contains($"mark {typeof(Animal)} with [JsonPolymorphic] and [JsonDerivedType(typeof(Dog), \"...\")]", e.Message);
    }

    [Fact]
    public void Derived_InsideAnArgument_IsRefused()
    {
        RefusedValue(new Zoo { Star = new Dog() });
        RefusedValue(new Zoo { All = [new Animal(), new Dog()] });
        RefusedValue(new Zoo { ByName = { ["a"] = new Dog() } });
        RefusedValue(new Zoo { Inner = new Zoo { Star = new Dog() } });
        RefusedValue(new Node { Next = new LongerNode() });
        RefusedValue<object>(new Zoo { Star = new Dog() });
        RefusedValue<IEnumerable<Animal>>(new[] { new Dog() }.Where(dog => dog.Breed is null));
        RefusedValue(new Zoo { Star = new WithField() });
    }

    [Fact]
    public void Derived_UnderAGeneratedContext_IsRefused()
    {
        RefusedValue<Animal>(new Dog(), context: ZooContext.Default);
        RefusedValue(new Zoo { All = [new Dog()] }, context: ZooContext.Default);
        Taken(new Zoo { All = [new Animal { Name = "a" }] }, context: ZooContext.Default);
    }

    [Fact]
    public void Derived_WithNothingMore_IsTaken()
    {
        Assert.Equal("a", Taken<Animal>(new Cat { Name = "a" }).Name);
        Assert.Equal("a", Taken(new Zoo { Star = new Cat { Name = "a" }, All = [new Cat()] }).Star!.Name);
    }

    [Fact]
    public void Derived_OfAPolymorphicBase_IsTaken() => Assert.Equal(2, Assert.IsType<Circle>(Taken<Shape>(new Circle { Radius = 2 })).Radius);

    [Fact]
    public void Object_ThatIsAValueTuple_IsRefused()
    {
        Assert.Contains("is a value tuple", RefusedValue<object>((1, 2)).Message);
        Assert.Contains("is a value tuple", RefusedValue(new Dictionary<string, object> { ["a"] = new[] { (1, 2) } }).Message);
        Assert.Contains("nothing but default values", RefusedValue(new List<object> { BigInteger.One }).Message);
        Assert.Contains("'Owner' is a field", RefusedValue<object>(new WithField()).Message);
    }

    /// <summary>The JSON has all properties, and the receiver gets the JSON.</summary>
    [Fact]
    public void Object_WithPropertiesThatAreOnlyWritten_IsTaken() =>
        Taken(new Dictionary<string, object> { ["a"] = new { B = 1 }, ["c"] = new GetOnly(), ["d"] = new Circle(), ["e"] = new Badge { Of = new Plain() } });

    [Fact]
    public void Callback_OfTheTypeItself_IsStillCalled()
    {
        var called = 0;
        var options = new JsonSerializerOptions(JsonSerializerOptions.Web)
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(info =>
            {
                if (info.Type == typeof(Animal))
                {
                    info.OnSerializing = _ => called++;
                }
            }),
        };

        Write(new(options, context: null), new Zoo { Star = new Animal() });

        Assert.Equal(1, called);
    }

    internal class Animal
    {
        public virtual string? Name { get; set; }
    }

    internal sealed class Dog : Animal
    {
        public string? Breed { get; set; }
    }

    internal sealed class Cat : Animal
    {
        public override string? Name { get; set; }

        public string Upper => $"{Name}!";
    }

    internal sealed class WithField : Animal
    {
        public string? Owner = "o";
    }

    internal sealed class Zoo
    {
        public Animal? Star { get; set; }

        public List<Animal>? All { get; set; }

        public Dictionary<string, Animal> ByName { get; set; } = [];

        public Zoo? Inner { get; set; }
    }

    private class Node
    {
        public Node? Next { get; set; }
    }

    private sealed class LongerNode : Node
    {
        public int Length { get; set; }
    }

    private sealed class GetOnly
    {
        public string Name { get; } = "a";
    }

    private sealed class Badge
    {
        public INamed? Of { get; set; }
    }

    private interface INamed
    {
        string? Name { get; set; }
    }

    private sealed class Plain : INamed
    {
        public string? Name { get; set; }
    }

    [JsonDerivedType(typeof(Circle), "circle")]
    private class Shape;

    private sealed class Circle : Shape
    {
        public int Radius { get; set; }
    }

    [JsonSerializable(typeof(Zoo))]
    private sealed partial class ZooContext : JsonSerializerContext;
}
