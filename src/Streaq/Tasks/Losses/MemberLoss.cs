using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using System.Text.Json.Serialization;

namespace Streaq.Tasks;

/// <summary>Finds what JSON would lose of one member.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = LessIsSeen.Reason)]
internal static class MemberLoss
{
    private const string OrIgnore = "mark it with [JsonIgnore] if it is not to travel";

    /// <param name="property">A member of the contract.</param>
    /// <param name="info">The contract.</param>
    /// <param name="readBack">Whether the value is read as the same type again, and not as JSON.</param>
    public static Loss? Of(JsonPropertyInfo property, JsonTypeInfo info, bool readBack)
    {
        if (property.IsExtensionData || property.AttributeProvider is not MemberInfo member || StoredState.IsIgnored(member))
        {
            // A resolver that adds a member decides itself how it is written and read.
            return null;
        }

        if (property.Get is null)
        {
            return property.Set is not null && member is PropertyInfo { GetMethod.IsPublic: false }
                ? new(member.Name, $"has a getter that is not public, so it would not be written: make it public, or {OrIgnore}")
                : null;
        }

        return !readBack || IsRestored(property, info) ? null : NotRestored(member, info);
    }

    /// <summary>Returns the loss of a public field that is not in the contract.</summary>
    public static Loss? Of(FieldInfo field, JsonTypeInfo info) =>
        info.Options.IncludeFields || StoredState.IsIgnored(field)
            ? null
            : new(field.Name, "is a field, and JSON takes properties alone: make it one, mark it with [JsonInclude], or set IncludeFields");

    /// <summary>Whether the member gets its written value back when the payload is read.</summary>
    public static bool IsRestored(JsonPropertyInfo property, JsonTypeInfo info) =>
        property.Set is not null || property.AssociatedParameter is not null || property.IsExtensionData || IsPopulated(property, info);

    private static Loss? NotRestored(MemberInfo member, JsonTypeInfo info)
    {
        if (member is FieldInfo)
        {
            return info.Options.IgnoreReadOnlyFields
                ? null
                : new(
                    member.Name,
                    $"is a read-only field, which is written but not read: give the constructor a parameter of its name, or {OrIgnore}");
        }

        var property = StoredState.AsDeclared((PropertyInfo)member);
        if (info.Options.IgnoreReadOnlyProperties || !StoredState.IsStored(property))
        {
            return null;
        }

        return property.SetMethod is not null
            ? new(
                member.Name,
                "has a setter that is not public, so it is written but not read: make it public or init, mark it with [JsonInclude], "
                + $"give the constructor a parameter of its name, or {OrIgnore}")
            : new(
                member.Name,
                "has no setter, so it is written but not read: give it an init accessor, or the constructor a parameter of its name"
                + (IsCollection(property.PropertyType) ? ", or mark it with [JsonObjectCreationHandling(Populate)]" : "")
                + $"; let it be computed ('=>'), or {OrIgnore}");
    }

    /// <summary>Whether the elements are added to the collection that the constructor made.</summary>
    private static bool IsPopulated(JsonPropertyInfo property, JsonTypeInfo info)
    {
        var handling = property.ObjectCreationHandling
            ?? info.PreferredPropertyObjectCreationHandling ?? info.Options.PreferredObjectCreationHandling;
        var type = property.PropertyType;
        return handling is JsonObjectCreationHandling.Populate && !type.IsValueType && !type.IsArray && type != typeof(string)
            && (type.Namespace is not "System.Collections.Immutable")
            && (!IsCollection(type) || typeof(IList).IsAssignableFrom(type) || typeof(IDictionary).IsAssignableFrom(type)
                || Array.Exists([type, .. type.GetInterfaces()], CanAdd));
    }

    private static bool IsCollection(Type type) => type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);

    private static bool CanAdd(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ICollection<>);
}
