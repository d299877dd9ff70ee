using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Streaq.Tasks;

/// <summary>Finds what JSON would lose of a type that it writes member by member. It does not look into the types of the members.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = LessIsSeen.Reason)]
internal static class ObjectLoss
{
    private const string OrRecord = "pass what is needed of it in a record, or give it a JsonConverter";

    /// <param name="info">The contract of the type.</param>
    /// <param name="readBack">Whether the value is read as the same type again, and not as JSON.</param>
    public static Loss? Of(JsonTypeInfo info, bool readBack)
    {
        if (IsOnlyWritten(info))
        {
            // A context that is generated for writing only has no members to check.
            return null;
        }

        return OfType(info, readBack) ?? OfMembers(info, readBack) ?? OfNothing(info, readBack);
    }

    private static Loss? OfType(JsonTypeInfo info, bool readBack)
    {
        var type = info.Type;
        if (type.IsValueType && typeof(ITuple).IsAssignableFrom(type) && !info.Options.IncludeFields)
        {
            return new(
                "", "is a value tuple, whose elements are fields, and JSON takes properties alone: use a record, or set IncludeFields");
        }

        if (type == typeof(BigInteger))
        {
            return new("", $"is a {type}, of which nothing but default values would arrive: {OrRecord}");
        }

        if (!readBack)
        {
            return null;
        }

        if (typeof(Exception).IsAssignableFrom(type))
        {
            return new("", $"is an exception ({type}), of which next to nothing would arrive: {OrRecord}");
        }

        if (info.PolymorphismOptions is not null || info.CreateObject is not null || info.ConstructorAttributeProvider is not null)
        {
            return null;
        }

        return type.IsAbstract
            ? new(
                "",
                $"is declared as {type}, of which no instance can be made when it is read: mark that type with [JsonPolymorphic] and a "
                + "[JsonDerivedType] for each class, or declare the class itself")
            : new(
                "",
                $"is a {type}, which has no constructor that JSON can call: give it a public one, mark one with [JsonConstructor], or "
                + OrRecord);
    }

    private static Loss? OfMembers(JsonTypeInfo info, bool readBack)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in info.Properties)
        {
            if (MemberLoss.Of(property, info, readBack) is { } loss)
            {
                return loss;
            }

            if (property.AttributeProvider is MemberInfo member)
            {
                taken.Add(member.Name);
            }
        }

        return info.Type.GetFields(BindingFlags.Instance | BindingFlags.Public)
            .Where(field => !taken.Contains(field.Name))
            .Select(field => MemberLoss.Of(field, info))
            .FirstOrDefault(loss => loss is not null);
    }

    /// <summary>Returns the loss of a type that has state but no member that would arrive.</summary>
    private static Loss? OfNothing(JsonTypeInfo info, bool readBack)
    {
        var anything = info.Properties.Any(property =>
            readBack ? property.Get is not null && MemberLoss.IsRestored(property, info) : property.Get is not null);
        var isWish = info.Properties.Any(property => property.AttributeProvider is MemberInfo member && StoredState.IsIgnored(member));
        return anything || isWish || info.Type.IsAbstract || info.PolymorphismOptions is not null || !StoredState.HasFields(info.Type)
            ? null
            : new("", $"is a {info.Type}, of which nothing but default values would arrive: {OrRecord}");
    }

    private static bool IsOnlyWritten(JsonTypeInfo info) =>
        info.OriginatingResolver is not DefaultJsonTypeInfoResolver && !info.Type.IsAbstract && info.Properties.Count == 0
        && info.CreateObject is null && info.ConstructorAttributeProvider is null;
}
