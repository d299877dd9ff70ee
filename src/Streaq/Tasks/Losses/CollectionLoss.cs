using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace Streaq.Tasks;

/// <summary>Finds members of a collection's class besides its elements. JSON writes the elements alone.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = LessIsSeen.Reason)]
internal static class CollectionLoss
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly;

    public static Loss? Of(JsonTypeInfo info)
    {
        // Further members of .NET's collections, such as a capacity or a comparer, are not content.
        for (var type = info.Type; type is not null && !IsOfTheFramework(type); type = type.BaseType)
        {
            var own = type.GetProperties(Declared).FirstOrDefault(HoldsSomething) as MemberInfo
                ?? type.GetFields(Declared).FirstOrDefault(field => !StoredState.IsIgnored(field));
            if (own is not null)
            {
                return new(
                    own.Name,
                    $"belongs to a collection ({info.Type}), of which JSON takes the elements alone: put the collection and this into a "
                    + "record, or mark it with [JsonIgnore] if it is not to travel");
            }
        }

        return null;
    }

    /// <summary>Whether the property is content. A public setter makes it so; a private one, such as that of a count, does not.</summary>
    private static bool HoldsSomething(PropertyInfo property) =>
        property.GetMethod is { IsPublic: true } && property.SetMethod is { IsPublic: true }
        && property.GetIndexParameters().Length == 0 && !StoredState.IsIgnored(property);

    private static bool IsOfTheFramework(Type type) =>
        type.Namespace is { } space && (space is "System" || space.StartsWith("System.", StringComparison.Ordinal));
}
