using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers;

/// <summary>Finds losses of a type that is written member by member.</summary>
internal sealed class ObjectWalk(INamedTypeSymbol type, KnownSymbols symbols)
{
    private readonly JsonConstructor _constructor = JsonConstructor.Of(type);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Whether the code of the type is known. Else constructors and setters that are not public are not visible.</summary>
    private readonly bool _isSource = !type.DeclaringSyntaxReferences.IsEmpty;

    private bool _hasContent;

    /// <param name="visit">Finds losses of the type of a member that is written and read.</param>
    public Loss? Find(Func<ITypeSymbol, Loss?> visit)
    {
        if (!_constructor.IsThere && !type.IsAbstract)
        {
            return _isSource
                ? new(
                    "",
                    $"is a {type.ToDisplayString()}, which has no constructor that JSON can call: give it a public one, mark one with "
                    + "[JsonConstructor], or pass what is needed of it in a record")
                : null;
        }

        for (var at = type; at is { SpecialType: SpecialType.None }; at = at.BaseType)
        {
            foreach (var member in at.GetMembers())
            {
                var loss = member switch
                {
                    IPropertySymbol property => OfProperty(property, visit),
                    IFieldSymbol field => OfField(field, visit),
                    _ => null,
                };
                if (loss is not null)
                {
                    return loss;
                }
            }
        }

        return _hasContent || type.IsAbstract || JsonAttributes.IsPolymorphic(type) || !StoredState.HasFields(type)
            ? null
            : new(
                "",
                $"is a {type.ToDisplayString()}, of which nothing but default values would arrive: pass what is needed of it in a record, "
                + "or give it a JsonConverter");
    }

    private Loss? OfProperty(IPropertySymbol property, Func<ITypeSymbol, Loss?> visit)
    {
        var get = MemberLoss.IsUsed(property.GetMethod, property);
        var set = MemberLoss.IsUsed(property.SetMethod, property) || (!_isSource && JsonAttributes.Has(property, "JsonIncludeAttribute"));
        if (property.IsStatic || property.IsIndexer || !(get || set) || !_seen.Add(property.Name))
        {
            return null;
        }

        var isIgnored = JsonAttributes.IsIgnored(property);
        if (JsonAttributes.IsIgnoredAlways(property) || JsonAttributes.Has(property, "JsonExtensionDataAttribute"))
        {
            // The author has decided what happens with the member.
            _hasContent = true;
            return null;
        }

        if (!get)
        {
            return property.GetMethod is not null && !isIgnored ? MemberLoss.NotWritten(property) : null;
        }

        if (!set && !_constructor.Takes(property.Name, property.Type, symbols) && !MemberLoss.IsPopulated(property))
        {
            _hasContent |= isIgnored;
            return isIgnored || !StoredState.IsStored(property) ? null : MemberLoss.NotRestored(property);
        }

        _hasContent = true;
        return JsonAttributes.Has(property, "JsonConverterAttribute") ? null : visit(property.Type)?.Within(property.Name);
    }

    private Loss? OfField(IFieldSymbol field, Func<ITypeSymbol, Loss?> visit)
    {
        var isIncluded = JsonAttributes.Has(field, "JsonIncludeAttribute");
        if (field.IsStatic || field.IsImplicitlyDeclared || !(isIncluded || field.DeclaredAccessibility is Accessibility.Public)
            || JsonAttributes.IsIgnored(field))
        {
            return null;
        }

        if (!isIncluded || (field.IsReadOnly && !_constructor.Takes(field.Name, field.Type, symbols)))
        {
            return MemberLoss.Field(field);
        }

        _hasContent = true;
        return JsonAttributes.Has(field, "JsonConverterAttribute") ? null : visit(field.Type)?.Within(field.Name);
    }
}
