using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers;

/// <summary>The losses of one member.</summary>
internal static class MemberLoss
{
    private const string OrIgnore = "mark it with [JsonIgnore] if it is not to travel";

    public static Loss Field(IFieldSymbol field) => JsonAttributes.Has(field, "JsonIncludeAttribute")
        ? new(
            field.Name, $"is a read-only field, which is written but not read: give the constructor a parameter of its name, or {OrIgnore}")
        : new(
            field.Name, "is a field, and JSON takes properties alone: make it one, mark it with [JsonInclude], or set IncludeFields");

    public static Loss NotWritten(IPropertySymbol property) =>
        new(property.Name, $"has a getter that is not public, so it would not be written: make it public, or {OrIgnore}");

    public static Loss NotRestored(IPropertySymbol property) => property.SetMethod is not null
        ? new(
            property.Name,
            "has a setter that is not public, so it is written but not read: make it public or init, mark it with [JsonInclude], give the "
            + $"constructor a parameter of its name, or {OrIgnore}")
        : new(
            property.Name,
            "has no setter, so it is written but not read: give it an init accessor, or the constructor a parameter of its name; let it be "
            + $"computed ('=>'), or {OrIgnore}");

    /// <summary>Whether JSON fills a member that can't be set, as the attribute requests.</summary>
    public static bool IsPopulated(IPropertySymbol property) =>
        JsonAttributes.Has(property, "JsonObjectCreationHandlingAttribute")
        || JsonAttributes.Has(property.ContainingType, "JsonObjectCreationHandlingAttribute");

    /// <summary>Whether JSON may use an accessor.</summary>
    public static bool IsUsed(IMethodSymbol? accessor, IPropertySymbol property) =>
        accessor is not null
        && (accessor.DeclaredAccessibility is Accessibility.Public || JsonAttributes.Has(property, "JsonIncludeAttribute"));
}
